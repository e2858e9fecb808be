import { editor } from 'monaco-editor/editor/editor.api'

export const LIGHT = 'recomamp-light'
export const DARK = 'recomamp-dark'

/** The editor in the colours of ui/tokens.css (the editor cannot read CSS variables). */
export function defineThemes() {
  editor.defineTheme(LIGHT, {
    base: 'vs',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: '3846b5', fontStyle: 'bold' },
      { token: 'function', foreground: '0b6b9a' },
      { token: 'type', foreground: '7a4a00' },
      { token: 'string', foreground: '1d7a43' },
      { token: 'number', foreground: '8a3d00' },
      { token: 'comment', foreground: '6a6c71', fontStyle: 'italic' },
      { token: 'variable.parameter', foreground: '9a2a6b' },
      { token: 'identifier', foreground: '1d1e20' },
      { token: 'operator', foreground: '55575c' },
      { token: 'delimiter', foreground: '55575c' },
    ],
    colors: {
      'editor.background': '#ffffff',
      'editor.foreground': '#1d1e20',
      'editorLineNumber.foreground': '#6a6c71',
      'editorLineNumber.activeForeground': '#1d1e20',
      'editor.lineHighlightBackground': '#f6f6f4',
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': '#d6daf6',
      'editorWidget.background': '#ffffff',
      'editorWidget.border': '#c9c9c2',
      'editorError.foreground': '#b8302b',
      'editorWarning.foreground': '#b97a10',
      'editorSuggestWidget.selectedBackground': '#eceefb',
      'editorSuggestWidget.selectedForeground': '#1d1e20',
      'editorSuggestWidget.highlightForeground': '#3846b5',
      'editorSuggestWidget.focusHighlightForeground': '#3846b5',
      'editorSuggestWidget.selectedIconForeground': '#3846b5',
      ...brackets('#55575c'),
      focusBorder: '#4150c9',
    },
  })
  editor.defineTheme(DARK, {
    base: 'vs-dark',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: 'a9b2f8', fontStyle: 'bold' },
      { token: 'function', foreground: '6cbfe8' },
      { token: 'type', foreground: 'e3b15a' },
      { token: 'string', foreground: '7fd19f' },
      { token: 'number', foreground: 'efab78' },
      { token: 'comment', foreground: '949aa3', fontStyle: 'italic' },
      { token: 'variable.parameter', foreground: 'ee92c4' },
      { token: 'identifier', foreground: 'e9eaec' },
      { token: 'operator', foreground: 'b0b4bb' },
      { token: 'delimiter', foreground: 'b0b4bb' },
    ],
    colors: {
      'editor.background': '#1a1c20',
      'editor.foreground': '#e9eaec',
      'editorLineNumber.foreground': '#949aa3',
      'editorLineNumber.activeForeground': '#e9eaec',
      'editor.lineHighlightBackground': '#202328',
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': '#363d70',
      'editorWidget.background': '#1f2226',
      'editorWidget.border': '#434750',
      'editorError.foreground': '#f28b82',
      'editorWarning.foreground': '#e3b15a',
      'editorSuggestWidget.selectedBackground': '#262b4d',
      'editorSuggestWidget.selectedForeground': '#e9eaec',
      'editorSuggestWidget.highlightForeground': '#a9b2f8',
      'editorSuggestWidget.focusHighlightForeground': '#a9b2f8',
      'editorSuggestWidget.selectedIconForeground': '#a9b2f8',
      ...brackets('#b0b4bb'),
      focusBorder: '#8b97f5',
    },
  })
}

/** All depths of parentheses alike: colour would say nothing. */
function brackets(color: string): Record<string, string> {
  return Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, color]),
  )
}
