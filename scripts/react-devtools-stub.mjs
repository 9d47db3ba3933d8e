// Ink imports react-devtools-core behind DEV=true; the bundle ships without it, so this stands in its place.
export default { initialize() {}, connectToDevTools() {} };
