/**
 * The two sides of a check. The names that they have in JSON are the letters of 2008, because users
 * read them there (`owner: "X"`); here alone they are said. What letter a header has is reference data.
 */
export const supplierSide = 'X';
export const meterOperatorSide = 'M';

/** Who owns a stage, and what the participant of a gateway is. */
export const sides = [supplierSide, meterOperatorSide] as const;
export type Side = (typeof sides)[number];

export const otherSide = (side: Side): Side =>
  side === supplierSide ? meterOperatorSide : supplierSide;

export const sideInWords = (side: Side): string =>
  side === supplierSide ? 'Supplier' : 'Meter Operator';

/** What a configuration may call a side. */
export const sideNames = ['Supplier', 'Meter Operator', ...sides] as const;

export const sideNamed = (name: (typeof sideNames)[number]): Side =>
  sides.find((side) => side === name || sideInWords(side) === name) ?? supplierSide;
