// Ink imports react-devtools-core and ws behind DEV=true; the bundle ships without them, so this stands in their place.
export default { initialize() {}, connectToDevTools() {} };
