import { act } from '@testing-library/react'
import { commandName, commandsOnOffer } from '@/lib/commands'

/** Runs a command by the name the palette shows, as a person who chose it there. */
export function runCommand(name: string) {
  const command = commandsOnOffer().find((offered) => commandName(offered) === name)
  if (!command) {
    const names = commandsOnOffer().map(commandName).join(', ')
    throw new Error(`${name} is not on offer, but: ${names}`)
  }
  act(() => command.run())
}
