import type { Found } from './fields.ts';

/** An attachment that a transit gateway route table is told of, as association or propagation. */
export interface TableAttachment {
  readonly table: string;
  readonly attachment: string;
}

/**
 * What belongs to transit gateway route tables. The commands that print it name the table only in their request; files
 * carry its id beside the response, alone or as a list of such responses.
 */
export class TransitTables {
  readonly associations: TableAttachment[] = [];
  readonly propagations: TableAttachment[] = [];
  readonly routes: { readonly table: string; readonly route: Found }[] = [];
  /** Tables for which a list of propagations was collected. */
  readonly propagationsKnown = new Set<string>();
  readonly #note: (message: string, found: Found) => void;
  /** Responses that do not name their table, with what is to be done once it is known. */
  readonly #nameless: { readonly found: Found; readonly take: (table: string) => void }[] = [];

  constructor(note: (message: string, found: Found) => void) {
    this.#note = note;
  }

  addPropagations(responses: readonly Found[]): void {
    for (const found of responses) {
      this.#withTable(found, (table) => {
        this.propagationsKnown.add(table);
        for (const propagation of found.list('TransitGatewayRouteTablePropagations')) {
          const attachment = propagation.text('TransitGatewayAttachmentId');
          if (attachment !== undefined && propagation.state('State') !== 'disabled') {
            this.propagations.push({ table, attachment });
          }
        }
      });
    }
  }

  addAssociations(found: Found): void {
    this.#withTable(found, (table) => {
      for (const association of found.list('Associations')) {
        const attachment = association.text('TransitGatewayAttachmentId');
        if (attachment !== undefined) this.associations.push({ table, attachment });
      }
    });
  }

  addRoutes(responses: readonly Found[]): void {
    for (const found of responses) {
      this.#withTable(found, (table) => {
        for (const route of found.list('Routes')) this.routes.push({ table, route });
      });
    }
  }

  /** Takes what names no table for that of its file's name, else for the only one there is. */
  settle(tables: readonly string[]): void {
    for (const { found, take } of this.#nameless.splice(0)) {
      const named = /tgw-rtb-[0-9a-f]+/.exec(found.document.source.path)?.[0];
      const table = named ?? (tables.length === 1 ? tables[0] : undefined);
      if (table === undefined)
        this.#note('nothing says which transit gateway route table this belongs to: left out', found);
      else take(table);
    }
  }

  #withTable(found: Found, take: (table: string) => void): void {
    const table = found.text('TransitGatewayRouteTableId');
    if (table === undefined) this.#nameless.push({ found, take });
    else take(table);
  }
}
