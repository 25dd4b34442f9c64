import { Badge } from '../components/badge.tsx'
import { Figures } from '../components/figures.tsx'
import { Amount, MoneyCell } from '../components/money.tsx'
import { Spark } from '../components/spark.tsx'
import { RowHead, Table } from '../components/table.tsx'
import { Lede } from '../components/words.tsx'
import { formatDay } from '../format.ts'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import type { CompanyRow, PortfolioView } from '../views/portfolio.ts'

const columns = [
  { text: 'Company' },
  { text: 'State' },
  { text: '90 days', wide: true },
  { text: 'Cash', number: true },
  { text: 'Runway', number: true, wide: true },
  { text: 'Monthly recurring', number: true, wide: true },
  { text: 'Waiting', number: true, wide: true },
  { text: 'Work', wide: true },
]

/** All companies at a glance, the one that needs the founder most on top. */
export function PortfolioPage(view: PortfolioView) {
  const { shell } = view
  return (
    <Page shell={shell}>
      <h1 class="unseen">Portfolio</h1>
      <Companies {...view} />
    </Page>
  )
}

function Companies({ lede, figures, companies, launch }: PortfolioView) {
  return (
    <>
      <Lede words={lede} />
      <Figures figures={figures} label="Figures of all companies" />
      <Table caption="Companies, the one that needs you most first" columns={columns}>
        {companies.map((company) => (
          <Row {...company} />
        ))}
      </Table>
      <p class="pager">
        <a href={launch}>Launch another company</a>
      </p>
    </>
  )
}

/** A figure that nothing on file can tell honestly. */
function Untold() {
  return (
    <span class="quiet" title="Invoices do not say yet which of their lines repeat.">
      –
    </span>
  )
}

function Row(company: CompanyRow) {
  const { slug, runway } = company
  return (
    <tr id={`company-${slug}`} class="tall">
      <RowHead href={paths.company(slug)} note={company.line}>
        {company.name}
      </RowHead>
      <td>
        <Badge {...company.state} />
      </td>
      <td class="wide">
        <Spark amounts={company.trend} tone={runway.tone} what={`Cash of ${company.name} over 90 days`} />
      </td>
      <MoneyCell of={company.cash} />
      <td class="number wide">
        <span class={runway.tone === 'good' ? '' : runway.tone}>{runway.text}</span>
        {runway.until ? <span class="row-note">{formatDay(runway.until)}</span> : null}
      </td>
      <td class="number wide">{company.recurring ? <Amount of={company.recurring} /> : <Untold />}</td>
      <td class="number wide">{company.waiting > 0 ? company.waiting : <span class="quiet">none</span>}</td>
      <td class="wide quiet unbroken">{company.work}</td>
    </tr>
  )
}
