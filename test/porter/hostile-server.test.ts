/**
 * An SFTP server that answers anything: each question of ours ends, with what fits it or with a
 * PlaceError, and nothing else is thrown or waited for.
 */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { PlaceError } from '../../src/porter/place.ts';
import { openSftpPlace } from '../../src/porter/sftp-place.ts';
import { fc } from '../support/fc.ts';

const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value >>> 0);
  return buffer;
};
const text = (value: string): Buffer => Buffer.concat([uint32(value.length), Buffer.from(value)]);
const packet = (type: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.from([type]), ...parts]);
  return Buffer.concat([uint32(body.length), body]);
};
/** Size, mode of a plain file, and times. */
const attributes = (size: number): Buffer =>
  Buffer.concat([13, 0, size, 0o100644, 7, 7].map((value) => uint32(value)));

/** draft-ietf-secsh-filexfer-02: a sound answer to a request of this type. */
function soundAnswer(type: number, id: Buffer, turn: number): Buffer {
  switch (type) {
    case 3:
    case 11:
      return packet(102, id, text('handle'));
    case 5:
      return turn < 3 ? packet(103, id, text('bytes')) : packet(101, id, uint32(1));
    case 7:
    case 8:
      return packet(105, id, attributes(5));
    case 12:
      return turn < 4
        ? packet(104, id, uint32(1), text(`f${turn}`), text('long'), attributes(5))
        : packet(101, id, uint32(1));
    default:
      return packet(101, id, uint32(0));
  }
}

/** What is done to an answer. */
type Deed = readonly [kind: string, at: number, value: number];
const deeds: fc.Arbitrary<Deed> = fc.tuple(
  fc.constantFrom('sound', 'flip', 'cut', 'twice', 'length', 'silence', 'end', 'other', 'none'),
  fc.nat(60),
  fc.nat(0xffffffff),
);

function changed(answer: Buffer, [kind, at, value]: Deed): Buffer | null {
  const place = Math.min(at, answer.length - 1);
  switch (kind) {
    case 'flip': {
      const other = Buffer.from(answer);
      other[place] = value & 0xff;
      return other;
    }
    case 'cut':
      return answer.subarray(0, place);
    case 'twice':
      return Buffer.concat([answer, answer]);
    case 'length': {
      const other = Buffer.from(answer);
      other.writeUInt32BE(value, Math.min(place, answer.length - 4));
      return other;
    }
    case 'silence':
      return Buffer.alloc(0);
    case 'end':
      return null;
    case 'other':
      return packet(value & 0xff, answer.subarray(5, 9), Buffer.alloc(at, value & 0xff));
    // An answer with no name in it, for ever.
    case 'none':
      return answer[4] === 104 || answer[4] === 101
        ? packet(104, answer.subarray(5, 9), uint32(0))
        : answer;
    default:
      return answer;
  }
}

function serverOf(does: readonly Deed[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let end = (_error: PlaceError): void => undefined;
  const ended = new Promise<PlaceError>((resolve) => (end = resolve));
  const turns = new Map<number, number>();
  let said = 0;
  let held = Buffer.alloc(0);
  const answer = (sound: Buffer): void => {
    const deed = does[said % does.length] ?? ['sound', 0, 0];
    said += 1;
    const bytes = changed(sound, deed);
    if (bytes === null) end(new PlaceError('cut', 'the connection ended'));
    else if (!stdout.destroyed) stdout.write(bytes);
  };
  stdin.on('data', (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
      const length = held.readUInt32BE(0);
      const type = held[4] ?? 0;
      const id = held.subarray(5, 9);
      held = held.subarray(4 + length);
      const turn = turns.get(type) ?? 0;
      turns.set(type, turn + 1);
      answer(type === 1 ? packet(2, uint32(3)) : soundAnswer(type, Buffer.from(id), turn));
    }
  });
  const kill = (): boolean => {
    stdout.destroy();
    end(new PlaceError('cut', 'the connection ended'));
    return true;
  };
  return { child: { stdin, stdout, stderr, kill } as never, ended };
}

const entriesMax = 10_000;

async function visit(does: readonly Deed[]): Promise<void> {
  const place = await openSftpPlace(serverOf(does), '/in', 30);
  let entries = 0;
  for await (const some of place.list()) {
    for (const { name, size, mtimeMs } of some) {
      expect(typeof name).toBe('string');
      expect(Number.isFinite(size) && size >= 0 && Number.isFinite(mtimeMs)).toBe(true);
    }
    entries += some.length + 1;
    if (entries > entriesMax) throw new Error('a list without end');
  }
  await place.look('f0');
  let bytes = 0;
  for await (const piece of place.read('f0', 100)) bytes += piece.length;
  expect(bytes).toBeLessThanOrEqual(100);
  await place.write('f1', Buffer.from('some'));
  await place.rename('f1', 'f2');
  await place.remove('f2');
  place.close();
}

test('a sound one is served by', async () => {
  await visit([['sound', 0, 0]]);
});

test('one that lists nothing for ever is cut off', async () => {
  await expect(visit([['none', 0, 0]])).rejects.toThrow(PlaceError);
});

test('whatever it answers, each question ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { minLength: 1, maxLength: 12 }), async (does) => {
      try {
        await visit(does);
      } catch (error) {
        expect(error).toBeInstanceOf(PlaceError);
      }
    }),
    { numRuns: 400 },
  );
});
