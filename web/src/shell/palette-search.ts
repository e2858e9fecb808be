import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight'

/**
 * What has every word that was typed, by its label or by what else it is known
 * as. What begins with the words stands first, so that Enter means it.
 */
export function searchPalette(
  typed: string,
  groups: SpotlightActionGroupData[],
): SpotlightActionGroupData[] {
  const words = typed.trim().toLowerCase()
  if (words === '') return groups
  const ranked = groups
    .map(({ group, actions }) => {
      const found = actions
        .map((action) => ({ action, rank: rankOf(action, words) }))
        .filter(({ rank }) => rank < NOT_AT_ALL)
        .sort((a, b) => a.rank - b.rank)
      return { group, found, rank: found[0]?.rank ?? NOT_AT_ALL }
    })
    .filter(({ found }) => found.length > 0)
  ranked.sort((a, b) => a.rank - b.rank)
  return ranked.map(({ group, found }) => ({ group, actions: found.map(({ action }) => action) }))
}

const NOT_AT_ALL = 5

function rankOf({ label = '', keywords = '' }: SpotlightActionData, words: string): number {
  const name = label.toLowerCase()
  if (name === words) return 0
  if (name.startsWith(words)) return 1
  if (name.includes(` ${words}`)) return 2
  if (name.includes(words)) return 3
  const known = `${name} ${[keywords].flat().join(' ').toLowerCase()}`
  return words.split(/\s+/).every((word) => known.includes(word)) ? 4 : NOT_AT_ALL
}
