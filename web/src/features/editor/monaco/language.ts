import type { languages } from 'monaco-editor/editor/editor.api'

/** The id of AMC SQL inside the code editor. */
export const AMC_SQL = 'amc-sql'

/*
 * Colours only. What a word means (which table, which column, whether the text
 * is right) is decided by the server, which owns the one grammar.
 */
const keywords = [
  'all',
  'and',
  'any',
  'as',
  'asc',
  'between',
  'by',
  'case',
  'cross',
  'current',
  'desc',
  'distinct',
  'else',
  'end',
  'escape',
  'except',
  'exists',
  'false',
  'following',
  'from',
  'full',
  'group',
  'having',
  'in',
  'inner',
  'intersect',
  'interval',
  'is',
  'join',
  'left',
  'like',
  'limit',
  'not',
  'null',
  'nulls',
  'on',
  'or',
  'order',
  'outer',
  'over',
  'partition',
  'preceding',
  'range',
  'right',
  'row',
  'rows',
  'select',
  'similar',
  'table',
  'then',
  'to',
  'true',
  'unbounded',
  'union',
  'unknown',
  'using',
  'values',
  'when',
  'where',
  'window',
  'with',
]

const types = [
  'array',
  'bigint',
  'boolean',
  'char',
  'date',
  'decimal',
  'double',
  'float',
  'integer',
  'long',
  'real',
  'smallint',
  'string',
  'time',
  'timestamp',
  'tinyint',
  'varchar',
]

export const tokens: languages.IMonarchLanguage = {
  ignoreCase: true,
  defaultToken: '',
  keywords,
  types,
  parameters: ['built_in_parameter', 'custom_parameter', 'extend_time_window'],
  tokenizer: {
    root: [
      [/\{\{[^}]*\}\}/, 'variable.parameter'],
      [/--.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/'/, 'string', '@string'],
      [/"/, 'identifier.quoted', '@quoted'],
      [/`[^`]*`/, 'identifier.quoted'],
      [/\d+(\.\d*)?(e[+-]?\d+)?/, 'number'],
      [/\.\d+(e[+-]?\d+)?/, 'number'],
      [
        /[a-z_]\w*(?=\s*\()/,
        {
          cases: {
            '@parameters': 'variable.parameter',
            '@keywords': 'keyword',
            '@types': 'type',
            '@default': 'function',
          },
        },
      ],
      [
        /[a-z_]\w*/,
        { cases: { '@keywords': 'keyword', '@types': 'type', '@default': 'identifier' } },
      ],
      [/[()[\]]/, '@brackets'],
      [/<>|!=|<=|>=|\|\||[=<>+\-*/%]/, 'operator'],
    ],
    comment: [
      [/[^*]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/\*/, 'comment'],
    ],
    string: [
      [/[^']+/, 'string'],
      [/''/, 'string.escape'],
      [/'/, 'string', '@pop'],
    ],
    quoted: [
      [/[^"]+/, 'identifier.quoted'],
      [/""/, 'identifier.quoted'],
      [/"/, 'identifier.quoted', '@pop'],
    ],
  },
}

export const configuration: languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: "'", close: "'" },
  ],
  wordPattern: /[a-zA-Z_]\w*/,
}
