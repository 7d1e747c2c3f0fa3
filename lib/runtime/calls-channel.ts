/** Where recorders say that calls were stored, in Postgres and in Redis alike. */
export const callsChannel = "diffract_calls";
