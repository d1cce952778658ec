/**
 * Takes files of outbox/ to a place elsewhere, each once, whoever takes it there at once. It is written
 * under a name that no reader takes, read again and compared by digest; a note; the rename; and only then
 * the file in outbox/ goes. After a kill or a cut connection the note tells: what lies there under its
 * hidden name is renamed now, and what does not has been.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { flushFolder, randomName, removeFile, sha256Of } from '../files/index.ts';
import { isSetApart } from '../intake/index.ts';
import { readRegular } from '../regular-file.ts';
import { digestThere, faults, type Lane } from './carry-in.ts';
import { type LeavingFile, noteIn, writeNote } from './kept.ts';
import { type PlaceThere, PlaceError } from './place.ts';
import { nameBytes, nameOfBytes } from './place-names.ts';

const noteName = 'out';

/** What Pawl writes has at most limits.outboxInstancesMax instances, which is far less. */
const fileBytesMax = 100_000_000;

interface OutRound {
  readonly waitMs: null;
  readonly left: string | null;
}

/** Makes rounds: each takes what lies in outbox/. */
export function carryOut(lane: Lane, to: string): (place: PlaceThere) => Promise<OutRound> {
  const { workspace, log, stop } = lane;
  const outbox = join(workspace, 'outbox');
  // What was on its way to another place, before the configuration changed, is taken to this one.
  let note: readonly LeavingFile[] = (noteIn(workspace, noteName) as readonly LeavingFile[]).filter(
    ({ at }) => at === to,
  );
  const keep = (next: readonly LeavingFile[]): void => {
    note = next;
    writeNote(workspace, noteName, note);
  };

  /** Whose whole copy is there: appears under its name, unless it has already. */
  async function finish(place: PlaceThere, file: LeavingFile): Promise<void> {
    const isReady = (await place.look(file.temporary)) !== null;
    if (isReady) {
      const there = await place.look(file.name);
      if (there !== null) {
        // A server whose rename is a link and a removal may have been cut between the two.
        const isOurs = (await digestThere(place, file.name, there.size)) === file.sha256;
        if (!isOurs) throw new PlaceError('entry', 'something else has its name there');
        await place.remove(file.temporary);
      } else {
        await place.rename(file.temporary, file.name);
      }
    }
    crashPoint('carried-out');
    removeFile(join(outbox, localOf(file.name)));
    flushFolder(outbox);
    keep(note.filter((one) => one !== file));
    log.info({ name: localOf(file.name), wasThere: !isReady }, 'taken to outboxTo');
  }

  async function take(place: PlaceThere, name: string): Promise<void> {
    const read = readRegular(join(outbox, name), fileBytesMax);
    if ('gone' in read) return;
    if (!('bytes' in read)) throw new PlaceError('entry', `it is a ${read.odd}`);
    const { bytes } = read;
    const sha256 = sha256Of(bytes);
    const temporary = `.pawl-${sha256Of(`${name} ${sha256}`).slice(0, 32)}.part`;
    const there = nameOfBytes(Buffer.from(name, 'utf8'));
    if ((await place.look(there)) !== null) {
      throw new PlaceError('entry', 'something else has its name there');
    }
    await place.write(temporary, bytes);
    if ((await digestThere(place, temporary, bytes.length)) !== sha256) {
      throw new PlaceError('entry', 'what was written there reads differently');
    }
    const file = { at: to, name: there, sha256, temporary };
    crashPoint('written-there');
    keep([...note, file]);
    crashPoint('leaving');
    await finish(place, file);
  }

  return async (place) => {
    await checkMark(place, workspace, to);
    const left = faults();
    for (const file of note) {
      await left.unless(file.name, 'it cannot get its name there', () => finish(place, file));
    }
    const waits = new Set(note.map((file) => localOf(file.name)));
    for (const name of readdirSync(outbox).sort()) {
      if (stop.aborted) break;
      const isAside = isSetApart(name) || waits.has(name);
      if (
        isAside ||
        lstatSync(join(outbox, name), { throwIfNoEntry: false })?.isDirectory() === true
      )
        continue;
      await left.unless(nameOfBytes(Buffer.from(name)), 'it cannot be taken there', async () => {
        await take(place, name);
      });
    }
    return { waitMs: null, left: left.inWords() };
  };
}

/** The file by which a place is known to be the one it was. */
const markName = '.pawl-place';
const markBytesMax = 100;

interface Mark {
  readonly at: string;
  readonly id: string;
}

/**
 * A share that is not mounted looks like an empty folder: what is written there would be lost, and what
 * is looked for there would seem to be taken. So the place is marked once, and known by that.
 */
async function checkMark(place: PlaceThere, workspace: string, to: string): Promise<void> {
  const marks = noteIn(workspace, 'out-place') as readonly Mark[];
  const known = marks.find(({ at }) => at === to);
  if (known === undefined) {
    const id = randomName();
    await place.write(markName, Buffer.from(id));
    writeNote(workspace, 'out-place', [{ at: to, id } satisfies Mark]);
    return;
  }
  const there = await place.look(markName);
  const isSame =
    there !== null &&
    there.size <= markBytesMax &&
    (await digestThere(place, markName, there.size)) === sha256Of(known.id);
  if (isSame) return;
  throw new PlaceError(
    'own',
    `${markName}, which was left there, is not there any more: the share is not mounted, or it is another folder; if it is the right one, remove data/porter/out-place.json`,
  );
}

const localOf = (name: string): string => nameBytes(name).toString('utf8');
