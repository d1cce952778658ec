/** Speaks SFTP as a server that lies would: how, the file says that is named to it. */
import { readFileSync } from 'node:fs';

const mode = readFileSync(process.argv[2] ?? '', 'utf8').trim();

const u32 = (value) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value >>> 0);
  return buffer;
};
const text = (value) => Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value)]);
const send = (type, ...parts) => {
  const body = Buffer.concat(parts);
  process.stdout.write(Buffer.concat([u32(body.length + 1), Buffer.from([type]), body]));
};
/** A plain file of so many bytes. */
const attributes = (size) =>
  Buffer.concat([u32(1 | 4 | 8), u32(0), u32(size), u32(0o100644), u32(1), u32(1)]);
const names = (list) =>
  Buffer.concat([
    u32(list.length),
    ...list.map((name) => Buffer.concat([text(name), text(''), attributes(5)])),
  ]);

let isListed = false;
function answer(type, id) {
  if (type === 11 || type === 3) return send(102, id, text('handle'));
  if (type === 4) return send(101, id, u32(0), text(''), text(''));
  if (type === 7 || type === 8) return send(105, id, attributes(5));
  if (type === 5) {
    if (mode === 'grows') return send(103, id, text('x'.repeat(1_000)));
    if (mode === 'much') return send(103, id, text('x'.repeat(40_000)));
    return send(103, id, text('x'.repeat(5)));
  }
  if (type !== 12) return send(101, id, u32(4), text('no <b>such</b>'), text(''));
  if (mode === 'silent') return undefined;
  if (mode === 'empty') return send(104, id, u32(0));
  if (mode === 'cut') return send(104, id, u32(1_000_000));
  if (mode === 'other') return send(104, u32(77), names(['a.usr']));
  if (mode === 'long')
    return process.stdout.write(Buffer.concat([u32(0xffffffff), Buffer.from([104])]));
  if (mode === 'flood') return send(104, id, names(Array.from({ length: 3_000 }, () => '.same')));
  if (isListed) return send(101, id, u32(1), text(''), text(''));
  isListed = true;
  if (mode === 'names')
    return send(104, id, names(['..', '.', '../../up.usr', 'a/b.usr', '', 'n\0.usr']));
  return send(104, id, names(['a.usr']));
}

let held = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  held = Buffer.concat([held, piece]);
  while (held.length >= 5 && held.length >= held.readUInt32BE(0) + 4) {
    const length = held.readUInt32BE(0);
    const type = held[4];
    const body = held.subarray(5, length + 4);
    held = held.subarray(length + 4);
    if (type === 1) {
      if (mode === 'banner') process.stdout.write('Welcome to this server!\r\n');
      else send(2, u32(3));
    } else answer(type, body.subarray(0, 4));
  }
});
process.stdin.on('end', () => process.exit(0));
