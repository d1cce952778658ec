/** The reports by name: each is made once as rows, whoever shows or writes them. */

import type { ReportName } from '../config/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { breaches } from './breaches.ts';
import { deadlines } from './deadlines.ts';
import { exceptionsReport } from './exceptions.ts';
import { orphans } from './orphans.ts';
import { performanceReport } from './performance.ts';
import type { Period } from './period.ts';
import type { Report } from './rows.ts';

type Maker = (gateway: Gateway, period: Period) => Promise<Report>;

const makers: Readonly<Record<ReportName, Maker>> = {
  breaches,
  deadlines,
  performance: performanceReport,
  orphans,
  exceptions: exceptionsReport,
};

export const makeReport = (gateway: Gateway, name: ReportName, period: Period): Promise<Report> =>
  makers[name](gateway, period);
