/**
 * Where the stages of a profile and the ways between them lie in a drawing. Stages stand in layers,
 * each below all that leads to it; a way to the next layer is a line, one that leaves layers out
 * goes round on the right, and one that goes back goes round on the left. The same profile is always
 * drawn alike.
 */
import { type Profile, requestStages, type Signal } from '../../process/index.ts';

/** All signals that lead from one stage to another. */
export interface DrawnWay {
  readonly from: string;
  readonly to: string;
  readonly signals: readonly Signal[];
}

/** Where a check begins, as its first reading has it, and where it ends. */
export const begin = 'unopened';
export const closed = 'closed';

/** The ways of a profile, but those that close a check from every stage alike. */
export function waysOf(profile: Profile): DrawnWay[] {
  const ways = new Map<string, { from: string; to: string; signals: Signal[] }>();
  const add = (from: string, to: string, signal: Signal): void => {
    const known = ways.get(`${from} ${to}`);
    if (known === undefined) ways.set(`${from} ${to}`, { from, to, signals: [signal] });
    else if (!known.signals.includes(signal)) known.signals.push(signal);
  };
  const addAll = (from: string, on: Profile['opens'], back: readonly string[]): void => {
    for (const [signal, way] of Object.entries(on)) {
      if (way === undefined || !('to' in way)) continue;
      const targets = way.to === '@request' ? back : [way.to];
      for (const to of targets) add(from, to, signal as Signal);
    }
  };
  addAll(begin, profile.opens, []);
  for (const [name, { on, request, together = [] }] of Object.entries(profile.stages)) {
    addAll(name, on, request === undefined ? requestStages(profile) : [request]);
    for (const { to, report = [], meter = [] } of together) {
      for (const signal of [...report, ...meter]) if (to !== name) add(name, to, signal);
      if (to !== name && report.length + meter.length === 0) add(name, to, 'reportedUnclear');
    }
  }
  return [...ways.values()];
}

export interface Box {
  readonly name: string;
  readonly layer: number;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
}

export interface DrawnLine extends DrawnWay {
  readonly path: string;
  /** Where something may be written on it. */
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly DrawnLine[];
}

export const boxSize = { width: 216, height: 46 } as const;
const gap = { across: 20, down: 34, lane: 12, edge: 16 } as const;
const down = boxSize.height + gap.down;

/** The layout of stages and ways; ways that name a stage which is not there are left out. */
export function layoutOf(names: readonly string[], ways: readonly DrawnWay[]): Layout {
  const order = [begin, ...names, closed];
  const drawn = ways.filter(({ from, to }) => order.includes(from) && order.includes(to));
  const layers = layersOf(order, drawn);
  const layerOf = (name: string): number => layers.get(name) ?? 0;
  const spanOf = ({ from, to }: DrawnWay): number => layerOf(to) - layerOf(from);
  const right = lanesOf(
    drawn.filter((way) => spanOf(way) > 1),
    layerOf,
  );
  const left = lanesOf(
    drawn.filter((way) => spanOf(way) < 1),
    layerOf,
  );
  const members = (layer: number): string[] => order.filter((name) => layerOf(name) === layer);
  const last = Math.max(...layers.values());
  const across = Math.max(...[...layers.values()].map((layer) => members(layer).length));
  const room = across * boxSize.width + (across - 1) * gap.across;
  const begins = gap.edge + (left.count + 1) * gap.lane;
  const boxes = order.map((name): Box => {
    const layer = layerOf(name);
    const row = members(layer);
    const used = row.length * boxSize.width + (row.length - 1) * gap.across;
    const at = begins + (room - used) / 2 + row.indexOf(name) * (boxSize.width + gap.across);
    return { name, layer, x: at + boxSize.width / 2, y: gap.edge + 8 + layer * down };
  });
  const boxOf = (name: string): Box => boxes.find((box) => box.name === name) as Box;
  const lines = drawn.map((way): DrawnLine => {
    const [from, to] = [boxOf(way.from), boxOf(way.to)];
    const lane = (of: Lanes): number => (of.byWay.get(way) ?? 0) + 1;
    if (right.byWay.has(way)) {
      return { ...way, ...around(from, to, begins + room + lane(right) * gap.lane, 1) };
    }
    if (left.byWay.has(way))
      return { ...way, ...around(from, to, begins - lane(left) * gap.lane, -1) };
    return { ...way, ...straight(from, to) };
  });
  return {
    width: begins + room + (right.count + 1) * gap.lane + gap.edge,
    height: gap.edge * 2 + 16 + last * down + boxSize.height / 2,
    boxes,
    lines,
  };
}

/** The longest way to each stage by ways that go on in the order of the profile. */
function layersOf(order: readonly string[], ways: readonly DrawnWay[]): Map<string, number> {
  const layers = new Map<string, number>();
  for (const [index, name] of order.entries()) {
    const before = ways
      .filter(({ from, to }) => to === name && order.indexOf(from) < index)
      .map(({ from }) => (layers.get(from) ?? 0) + 1);
    layers.set(name, Math.max(0, index === 0 ? 0 : 1, ...before));
  }
  return layers;
}

interface Lanes {
  readonly byWay: ReadonlyMap<DrawnWay, number>;
  readonly count: number;
}

/** Ways side by side without touching: the shortest innermost, each in the first lane free for it. */
function lanesOf(ways: readonly DrawnWay[], layerOf: (name: string) => number): Lanes {
  const reach = ({ from, to }: DrawnWay): [number, number] => {
    const [a, b] = [layerOf(from), layerOf(to)];
    return a < b ? [a, b] : [b, a];
  };
  const byWay = new Map<DrawnWay, number>();
  const lanes: [number, number][][] = [];
  const length = (way: DrawnWay): number => reach(way)[1] - reach(way)[0];
  for (const way of ways.toSorted((one, other) => length(one) - length(other))) {
    const [first, last] = reach(way);
    const free = lanes.findIndex((taken) => taken.every(([a, b]) => last < a || first > b));
    const lane = free < 0 ? lanes.push([]) - 1 : free;
    lanes[lane]?.push([first, last]);
    byWay.set(way, lane);
  }
  return { byWay, count: lanes.length };
}

type Drawn = Pick<DrawnLine, 'path' | 'x' | 'y'>;

function straight(from: Box, to: Box): Drawn {
  const top = from.y + (from.name === begin ? 6 : boxSize.height / 2);
  const bottom = to.y - boxSize.height / 2 - 2;
  const middle = (top + bottom) / 2;
  return {
    path: `M${from.x} ${top}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${bottom}`,
    x: (from.x + to.x) / 2,
    y: middle,
  };
}

/** Leaves a box below its middle, enters the other above it, round a lane at the side. */
function around(from: Box, to: Box, lane: number, side: 1 | -1): Drawn {
  const half = (boxSize.width / 2) * side;
  const out = from.name === begin ? from.x + 6 * side : from.x + half;
  const [y1, y2] = [from.name === begin ? from.y : from.y + 10, to.y - 10];
  const turn = 6 * side;
  const bend = y2 > y1 ? 6 : -6;
  return {
    path:
      `M${out} ${y1}H${lane - turn}Q${lane} ${y1} ${lane} ${y1 + bend}` +
      `V${y2 - bend}Q${lane} ${y2} ${lane - turn} ${y2}H${to.x + half + 2 * side}`,
    x: lane,
    y: (y1 + y2) / 2,
  };
}
