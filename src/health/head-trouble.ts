/** Gateway alerts about heads of the journal that are not signed, or whose copies do not arrive. */
import type { HeadFault } from '../keeping/index.ts';
import { type Trouble, trouble } from './gateway-alert.ts';

export const headTroubles = (faults: readonly HeadFault[]): Trouble[] =>
  faults.map(({ about, why }) =>
    about === 'sign'
      ? trouble(
          'HEAD_NOT_SIGNED',
          '',
          `the key of keeping.heads.sign ${why}: heads of the journal are written without a signature`,
        )
      : trouble('HEAD_NOT_PUSHED', about, `keeping.heads.push.${about}: ${why}`),
  );
