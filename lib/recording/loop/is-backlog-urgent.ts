const urgentBytes = 512 * 1024 * 1024;
const relaxedBytes = 160 * 1024 * 1024;

/**
 * Whether so much waits in the journal that storing it must have its full share of the processor. Long before the journal
 * would have to give anything up; and once urgent, until the backlog is all but gone.
 * @param bytes what the journal has on the disk
 */
export function isBacklogUrgent(wasUrgent: boolean, bytes: number): boolean {
  return wasUrgent ? bytes >= relaxedBytes : bytes > urgentBytes;
}
