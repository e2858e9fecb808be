import { Button, createTheme, type MantineColorsTuple, Notification } from '@mantine/core'
import { overlays } from './overlays'

const iris: MantineColorsTuple = [
  '#eceefb',
  '#d6daf6',
  '#b3baf0',
  '#a9b2f8',
  '#8b97f5',
  '#6472dd',
  '#4f5dd2',
  '#4150c9',
  '#3846b5',
  '#2b3691',
]

/** Mantine on our tokens: compact controls, one accent, no decoration. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { iris },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 6,
  cursorType: 'pointer',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  components: {
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } },
      styles: { description: { color: 'var(--ink-2)' } },
    }),
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      vars: (_theme, { variant = 'filled', color }) => {
        if (variant !== 'filled') return { root: {} }
        // Filled buttons are light in the dark theme, so their words are dark there.
        const words = { '--button-color': 'var(--on-accent)' }
        const danger = {
          '--button-bg': 'var(--bad)',
          '--button-hover': 'color-mix(in srgb, var(--bad) 88%, var(--ink))',
          '--button-color': 'var(--surface)',
        }
        return { root: color === 'red' ? danger : words }
      },
    }),
    Portal: { defaultProps: { target: overlays } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' }, allowDeselect: false } },
    MultiSelect: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, fz: 12 } },
    // Focus goes to the first item, not to a placeholder that a menu must not hold.
    Menu: {
      defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false },
    },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } } },
    Tabs: { defaultProps: { variant: 'default' } },
  },
})
