import { Machine } from '../components/machine.tsx'
import { StrangerPage } from '../components/stranger-page.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import type { ErrorView } from '../views/outer.ts'

/** A page that could not be shown: what happened, why, and what to do. */
export function ErrorPage(view: ErrorView) {
  if (!view.shell) {
    return (
      <StrangerPage title={view.title}>
        <ErrorText {...view} />
      </StrangerPage>
    )
  }
  return (
    <Page shell={view.shell}>
      <ErrorText {...view} />
    </Page>
  )
}

function ErrorText({ status, title, message, fix, reference, retryAfterSeconds }: ErrorView) {
  return (
    <div class="error">
      <p class="error-status">{status}</p>
      <h1 class="title">{title}</h1>
      <p>{message}</p>
      {fix ? <p>{fix}</p> : null}
      {retryAfterSeconds === undefined ? null : <p>Try again in {retryAfterSeconds} s.</p>}
      {reference ? (
        <p class="quiet">
          Reference <Machine value={reference} what="the reference" />
        </p>
      ) : null}
      <p>
        <a href={paths.portfolio}>To the portfolio</a>
      </p>
    </div>
  )
}
