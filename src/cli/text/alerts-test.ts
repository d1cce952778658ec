/** `pawl alerts test`: whether a channel took an invented alert. */
import { alertsTest, type AnswerOf } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';
import { findWorkspace } from '../workspace.ts';

export const operation = alertsTest;

export const telling: AnswerText<AnswerOf<typeof alertsTest>> = {
  // Who sends something needs the secrets, and is told which are missing.
  needs: ({ workspace }) => void findWorkspace(workspace),
  *lines({ channel, outcome, why }) {
    yield outcome === 'taken'
      ? `${channel} took the test alert: check that it arrived.`
      : `${channel} did not take the test alert: ${why}`;
  },
  hasFailed: ({ outcome }) => outcome !== 'taken',
};
