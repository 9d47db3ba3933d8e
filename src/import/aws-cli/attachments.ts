import type { Collection, Item } from './collection.ts';
import type { Found } from './fields.ts';

/** Which interfaces belong to which instances. */
export class Attachments {
  readonly #collection: Collection;
  readonly #byInstance = new Map<string, Item[]>();

  constructor(collection: Collection) {
    this.#collection = collection;
    for (const item of collection.all('NetworkInterfaces')) {
      const instance = item.found.object('Attachment')?.text('InstanceId');
      const known = instance === undefined ? undefined : this.#byInstance.get(instance);
      if (known !== undefined) known.push(item);
      else if (instance !== undefined) this.#byInstance.set(instance, [item]);
    }
  }

  /** The instance that an interface is attached to, where it is among the files. */
  holderOf(item: Item): Item | undefined {
    return this.#collection.get('Instances', item.found.object('Attachment')?.text('InstanceId'));
  }

  /** An instance's interface at device index 0: as describe-network-interfaces has it, else as describe-instances has it. */
  primaryOf(instance: Item): Found | undefined {
    const own = instance.found.list('NetworkInterfaces');
    const described = (this.#byInstance.get(instance.id) ?? []).map(({ found }) => found);
    return [...described, ...own].find(isPrimary) ?? described[0] ?? own[0];
  }

  /** Whether an interface stands on its instance, not by itself. */
  isOnInstance(item: Item): boolean {
    const holder = this.holderOf(item);
    return holder !== undefined && this.primaryOf(holder)?.text('NetworkInterfaceId') === item.id;
  }
}

/** Whether an interface has device index 0. */
export function isPrimary(found: Found): boolean {
  return found.object('Attachment')?.number('DeviceIndex') === 0;
}
