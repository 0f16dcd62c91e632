import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { MemdiagError } from '../core/errors.ts'
import type { State } from '../core/state.ts'
import { answerQuestion, QUESTIONS } from '../questions/answer-question.ts'
import { type Intent, parseQuestion } from '../questions/parse-question.ts'
import { answerPost } from '../thread/answer-post.ts'
import type { CliDeps } from './cli-deps.ts'
import { renderPosts } from './render-posts.ts'

type Options = { readonly of?: string; readonly data?: string }

/** `memdiag ask QUESTION`: what the log of an investigation answers. */
export function registerAsk(program: Command, deps: CliDeps): void {
  program
    .command('ask')
    .argument('<question...>', 'such as: why 48 workers? what did you rule out? show top on web-2')
    .description('ask the log of an investigation')
    .option('--of <id>', 'an id or its beginning; the latest without one')
    .action(async (words: readonly string[], _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await deps.openSession({
        data: dataFolder(options.data, deps.env, deps.places),
        runbook: readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd }),
      })
      const state = await session.engine.show(options.of)
      const question = words.join(' ')
      const intent = intentOf(state, question)
      if (intent.kind === 'run') {
        const node = intent.node === null ? '' : ` --node ${intent.node}`
        const run = `memdiag run ${state.service.name} --only ${intent.step}${node}`
        deps.stdout.write(`Measure it again with: ${run}\n`)
        return
      }
      const { sentences, shows } = answerQuestion(state, intent)
      const post = answerPost(state, {
        id: 'terminal',
        question,
        by: `terminal:${deps.user}`,
        sentences: sentences.map(({ text, cites }) => ({ text, cites: [...cites] })),
        shows: [...shows],
        from: 'log',
        dropped: [],
        call: null,
      })
      deps.stdout.write(renderPosts([post], deps.stdout))
    })
}

/** Throws `usage` for a question that the grammar does not know. */
function intentOf(state: State, question: string): Intent {
  const intent = parseQuestion(question, {
    steps: state.steps.map((step) => step.name),
    nodes: state.service.targets.map((target) => target.name),
  })
  if (intent !== null) return intent
  throw new MemdiagError('usage', `I don't understand the question \`${question}\`.`, {
    hint: QUESTIONS,
  })
}
