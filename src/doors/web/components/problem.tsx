import type { NoticeView, ProblemText } from '../views/shared.ts'
import { ActForm } from './act.tsx'

/** What happened and why, and what to do next. */
function Problem({ title, message, fix }: ProblemText) {
  return (
    <div class="problem">
      <p class="problem-title">{title}</p>
      <p>{message}</p>
      {fix ? (
        <p class="problem-fix">
          <strong>Fix:</strong> {fix}
        </p>
      ) : null}
    </div>
  )
}

/** The outcome of the last act; a live region that is always in the page. */
export function Notice({ notice, csrf }: { notice: NoticeView | undefined; csrf: string }) {
  return (
    <div id="notice" role="status">
      {notice?.kind === 'refused' ? <Problem {...notice} /> : null}
      {notice?.kind === 'done' ? (
        <div class="notice-done">
          <p>{notice.text}</p>
          {notice.undo ? <ActForm act={notice.undo} csrf={csrf} /> : null}
        </div>
      ) : null}
    </div>
  )
}
