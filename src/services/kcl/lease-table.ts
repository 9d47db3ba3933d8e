import type { Lease } from './lease.ts';

/** No owner, and no row, in the columns that scans go through. */
export const NO_OWNER = -1;
export const NO_ROW = -2;

/**
 * The lease table of one application. Rows keep their slot for life; counters and owners also stand in columns, which
 * every worker's scan goes through.
 */
export class LeaseTable {
  #rows: (Lease | undefined)[] = [];
  #slots = new Map<string, number>();
  #counters = new Float64Array(16);
  #owners = new Int32Array(16);
  #ownerIndexes = new Map<string, number>();
  #size = 0;
  /** Whether the maps still belong to another table too; they change rarely. */
  #sharesMaps = false;

  constructor(rows: Iterable<Lease> = []) {
    for (const row of rows) this.put(row);
  }

  /** A table that can change without changing this one. */
  fork(): LeaseTable {
    const copy = new LeaseTable();
    copy.#rows = [...this.#rows];
    copy.#slots = this.#slots;
    copy.#ownerIndexes = this.#ownerIndexes;
    copy.#sharesMaps = true;
    this.#sharesMaps = true;
    copy.#counters = this.#counters.slice();
    copy.#owners = this.#owners.slice();
    copy.#size = this.#size;
    return copy;
  }

  /** How many rows there are. */
  get size(): number {
    return this.#size;
  }

  /** How many slots have ever been used; slots count from 0. */
  get slots(): number {
    return this.#rows.length;
  }

  /** The counters by slot. */
  get counters(): Float64Array {
    return this.#counters;
  }

  /** The owners' indexes by slot: `NO_OWNER` for an unowned row, `NO_ROW` for an empty slot. */
  get owners(): Int32Array {
    return this.#owners;
  }

  get(leaseKey: string): Lease | undefined {
    const slot = this.#slots.get(leaseKey);
    return slot === undefined ? undefined : this.at(slot);
  }

  at(slot: number): Lease | undefined {
    const row = this.#rows[slot];
    const leaseCounter = this.#counters[slot] as number;
    if (row === undefined || row.leaseCounter === leaseCounter) return row;
    const renewed = { ...row, leaseCounter };
    this.#rows[slot] = renewed;
    return renewed;
  }

  /** Raises a row's counter if it is the remembered one. Most writes are this one: the row itself follows when read. */
  renew(slot: number, counter: number): boolean {
    if (this.#owners[slot] === NO_ROW || this.#counters[slot] !== counter) return false;
    this.#counters[slot] = counter + 1;
    return true;
  }

  slotOf(leaseKey: string): number | undefined {
    return this.#slots.get(leaseKey);
  }

  /** The index that stands for an owner in the columns; a new owner gets the next one. */
  ownerIndex(owner: string): number {
    let index = this.#ownerIndexes.get(owner);
    if (index === undefined) {
      this.#ownMaps();
      index = this.#ownerIndexes.size;
      this.#ownerIndexes.set(owner, index);
    }
    return index;
  }

  /** All owners that ever stood in the table, in the order of their indexes. */
  get ownerNames(): readonly string[] {
    return [...this.#ownerIndexes.keys()];
  }

  /** The names that stand in some row now. */
  currentOwners(): readonly string[] {
    const names = this.ownerNames;
    const stands = new Uint8Array(names.length);
    for (let slot = 0; slot < this.slots; slot += 1) {
      const owner = this.#owners[slot] as number;
      if (owner >= 0) stands[owner] = 1;
    }
    return names.filter((_, index) => stands[index] === 1);
  }

  /** The rows in the order they were first written. */
  *rows(): Generator<Lease> {
    for (let slot = 0; slot < this.#rows.length; slot += 1) {
      const row = this.at(slot);
      if (row !== undefined) yield row;
    }
  }

  /** Writes a row, a new one or over the old one of its key. */
  put(row: Lease): void {
    let slot = this.#slots.get(row.leaseKey);
    if (slot === undefined) {
      this.#ownMaps();
      slot = this.#rows.length;
      this.#slots.set(row.leaseKey, slot);
      this.#size += 1;
      if (slot >= this.#counters.length) this.#grow();
    }
    this.#rows[slot] = row;
    this.#counters[slot] = row.leaseCounter;
    this.#owners[slot] = row.leaseOwner === undefined ? NO_OWNER : this.ownerIndex(row.leaseOwner);
  }

  /** Deletes a row; its slot stays empty. */
  delete(leaseKey: string): void {
    const slot = this.#slots.get(leaseKey);
    if (slot === undefined) return;
    this.#ownMaps();
    this.#slots.delete(leaseKey);
    this.#rows[slot] = undefined;
    this.#owners[slot] = NO_ROW;
    this.#size -= 1;
  }

  #ownMaps(): void {
    if (!this.#sharesMaps) return;
    this.#slots = new Map(this.#slots);
    this.#ownerIndexes = new Map(this.#ownerIndexes);
    this.#sharesMaps = false;
  }

  #grow(): void {
    const counters = new Float64Array(this.#counters.length * 2);
    counters.set(this.#counters);
    this.#counters = counters;
    const owners = new Int32Array(this.#owners.length * 2);
    owners.set(this.#owners);
    this.#owners = owners;
  }
}
