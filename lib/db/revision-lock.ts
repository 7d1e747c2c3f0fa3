/** Advisory lock of whoever gives revisions to calls, held until commit; any constant that no other part uses. */
export const revisionLock = 7_310_433;
