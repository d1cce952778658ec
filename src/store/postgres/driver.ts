/** The driver, loaded where a store on PostgreSQL is opened, and nowhere else. */

/** Where a database is, and who asks it. */
export interface DatabasePlace {
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
}

export async function poolOf({ host, port, user, password, database }: DatabasePlace, max: number) {
  const { default: driver } = await import('pg');
  const to = { host, user, database, max };
  return new driver.Pool({
    ...to,
    ...(port === undefined ? {} : { port }),
    ...(password === undefined ? {} : { password }),
  });
}

export type Pool = Awaited<ReturnType<typeof poolOf>>;
