/**
 * The colours of a chart. The series can be told apart with any kind of colour
 * vision, by lightness as well, and each has a contrast of at least 3:1 to the surface.
 */
export type Palette = {
  series: string[]
  other: string
  ink: string
  quiet: string
  line: string
  surface: string
  /** From little to much. */
  ramp: string[]
}

const series = {
  light: ['#0072b2', '#c44e00', '#00795a', '#a8437f', '#8a6d00', '#3d8fc4', '#5b3f8c', '#4d4f54'],
  dark: ['#56b4e9', '#f08a4b', '#2fbf95', '#e39cc4', '#e6c14d', '#8fb4ff', '#b79ce8', '#c9ccd2'],
}

const ramps = {
  light: ['#eef1fb', '#b3baf0', '#6472dd', '#2b3691'],
  dark: ['#22264a', '#4150a0', '#8b97f5', '#e4e7ff'],
}

/** The palette of a theme; what is no series is a token of the page. */
export function paletteOf(scheme: 'light' | 'dark', token: (name: string) => string): Palette {
  return {
    series: series[scheme],
    other: token('--ink-3'),
    ink: token('--ink'),
    quiet: token('--ink-2'),
    line: token('--line'),
    surface: token('--surface'),
    ramp: ramps[scheme],
  }
}

/** What a token is on the page. */
export function pageToken(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
