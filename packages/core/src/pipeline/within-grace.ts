const GRACE_MS = 5_000;

/**
 * Waits for book-keeping after a run: not for long, and never so that its trouble takes the run's
 * answer away. True when it was done.
 */
export async function withinGrace(work: () => Promise<unknown>, onError: (error: unknown) => void): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Book-keeping took longer than ${GRACE_MS} ms.`)), GRACE_MS);
  });
  try {
    await Promise.race([work(), late]);
    return true;
  } catch (error) {
    onError(error);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
