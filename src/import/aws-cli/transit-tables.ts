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

  constructor(note: (message: string, found: Found) => void) {
    this.#note = note;
  }

  addPropagations(responses: readonly Found[]): void {
    for (const { table, found } of this.#withTables(responses)) {
      this.propagationsKnown.add(table);
      for (const propagation of found.list('TransitGatewayRouteTablePropagations')) {
        const attachment = propagation.text('TransitGatewayAttachmentId');
        if (attachment !== undefined && propagation.state('State') !== 'disabled') {
          this.propagations.push({ table, attachment });
        }
      }
    }
  }

  addAssociations(response: Found): void {
    for (const { table, found } of this.#withTables([response])) {
      for (const association of found.list('Associations')) {
        const attachment = association.text('TransitGatewayAttachmentId');
        if (attachment !== undefined) this.associations.push({ table, attachment });
      }
    }
  }

  addRoutes(responses: readonly Found[]): void {
    for (const { table, found } of this.#withTables(responses)) {
      for (const route of found.list('Routes')) this.routes.push({ table, route });
    }
  }

  #withTables(responses: readonly Found[]): readonly { readonly table: string; readonly found: Found }[] {
    return responses.flatMap((found) => {
      const table = found.text('TransitGatewayRouteTableId');
      if (table !== undefined) return [{ table, found }];
      this.#note('nothing says which transit gateway route table this belongs to: left out', found);
      return [];
    });
  }
}
