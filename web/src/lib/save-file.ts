/** Has the browser save what was read, under a name. */
export function saveFile(name: string, content: Blob) {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it once the click is through.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
