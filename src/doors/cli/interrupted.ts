import { refuse, type Refusal } from '#kernel'

/** The person or the machine asked to stop. */
export function interrupted(): Refusal {
  return refuse('interrupted', {
    message: 'It was stopped before it ended; what was not committed did not happen.',
    fix: 'Run it again: what was done is not done twice.',
  })
}

/** Settles when it was asked to stop. */
export function interruption(stopped: AbortSignal): Promise<Refusal> {
  return new Promise((resolve) => {
    const tell = (): void => void setTimeout(() => resolve(interrupted()), 0)
    if (stopped.aborted) tell()
    else stopped.addEventListener('abort', tell, { once: true })
  })
}
