import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { refuse, type Refusal } from '#kernel'
import { type KnowledgeText, readCompanyFile } from '#companies'

/** A company to be launched, as it lies in a folder. */
export type Template = { readonly name: string; readonly title: string; readonly folder: string }

/** What launching and applying take: the text of the company file and its knowledge. */
export type CompanyFolder = {
  readonly template: string
  readonly file: string
  readonly path: string
  readonly knowledge: readonly KnowledgeText[]
}

const companyFileName = 'company.yaml'
const usualKnowledgeFolder = 'knowledge'
const largestTextBytes = 1024 * 1024
const mostKnowledgeFiles = 1_000

/** The templates of a folder, by name; the title is the first heading of their README. */
export function templatesIn(folder: string): Template[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, companyFileName)))
    .map(({ name }) => ({ name, folder: join(folder, name), title: titleOf(join(folder, name)) }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

function titleOf(folder: string): string {
  const readme = join(folder, 'README.md')
  const first = existsSync(readme) ? readFileSync(readme, 'utf8').split('\n', 1)[0] : undefined
  return first?.replace(/^#+\s*/, '').trim() ?? ''
}

/** A template by name, or a company folder or company file by its path. */
export function findCompanyFolder(
  nameOrPath: string,
  { templates, cwd }: { templates: readonly Template[]; cwd: string },
): CompanyFolder | Refusal {
  const template = templates.find((it) => it.name === nameOrPath)
  if (template) return readCompanyFolder(join(template.folder, companyFileName), template.name)
  const path = resolve(cwd, nameOrPath)
  if (existsSync(path)) return readCompanyFolder(statSync(path).isDirectory() ? join(path, companyFileName) : path)
  return refuse('no-such-template', {
    message: `There is no template ${nameOrPath}, and no file or folder of this name.`,
    fix: `Templates are ${templates.map((it) => it.name).join(', ') || 'not installed'}; or name a company.yaml.`,
    facts: { asked: nameOrPath, templates: templates.map((it) => it.name) },
  })
}

/** A company file and the knowledge folder beside it. */
export function readCompanyFolder(path: string, template = ''): CompanyFolder | Refusal {
  if (!existsSync(path) || !statSync(path).isFile()) {
    return refuse('no-such-file', {
      message: `There is no company file ${path}.`,
      fix: 'Name a company.yaml, or a folder that holds one.',
      facts: { path },
    })
  }
  const named = knowledgeFolderOf(path)
  const knowledge = join(dirname(path), named)
  const files = existsSync(knowledge) ? readdirSync(knowledge, { recursive: true, encoding: 'utf8' }) : []
  const texts = files.filter((file) => file.endsWith('.md')).sort()
  const large = [path, ...texts.map((file) => join(knowledge, file))].find((it) => statSync(it).size > largestTextBytes)
  if (large !== undefined || texts.length > mostKnowledgeFiles) {
    return refuse('company-folder-too-large', {
      message:
        large === undefined
          ? `${knowledge} holds ${texts.length} files; a company reads at most ${mostKnowledgeFiles}.`
          : `${large} has more than ${largestTextBytes} bytes, which no company file or answer needs.`,
      fix: 'Split it, or leave out what no customer asks for.',
      facts: { path: large ?? knowledge },
    })
  }
  return {
    template,
    path,
    file: readFileSync(path, 'utf8'),
    knowledge: texts.map((file) => ({
      path: `${named}/${file.replaceAll('\\', '/')}`,
      text: readFileSync(join(knowledge, file), 'utf8'),
    })),
  }
}

/** The folder that the company file names; the usual one while the file has problems, which are told later. */
function knowledgeFolderOf(path: string): string {
  if (statSync(path).size > largestTextBytes) return usualKnowledgeFolder
  const read = readCompanyFile(readFileSync(path, 'utf8'))
  return 'file' in read ? read.file.knowledge : usualKnowledgeFolder
}

/** The company file under another name; everything else stays as it is written. */
export function withName(file: string, name: string): string {
  const line = `name: ${JSON.stringify(name)}`
  return /^name:.*$/m.test(file) ? file.replace(/^name:.*$/m, () => line) : `${line}\n${file}`
}
