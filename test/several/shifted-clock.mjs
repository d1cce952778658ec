// A machine whose clock is wrong by PAWL_CLOCK_SECONDS: loaded before all else by NODE_OPTIONS.
const own = Date.now.bind(Date);
const shiftMs = Number(process.env['PAWL_CLOCK_SECONDS'] ?? 0) * 1_000;
Date.now = () => own() + shiftMs;
