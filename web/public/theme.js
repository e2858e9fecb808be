// Sets the colour scheme before the first paint, so that a dark screen never
// flashes white. Kept out of index.html because the content security policy
// allows no inline scripts.
;(() => {
  let scheme = 'auto'
  try {
    scheme = localStorage.getItem('recomamp:color-scheme') ?? 'auto'
  } catch {
    // Storage may be forbidden; the system's scheme is a fine answer then.
  }
  const dark =
    scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
