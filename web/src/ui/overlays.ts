/**
 * Where menus, lists and messages are drawn that stand above the page. It is a
 * landmark, so that whoever goes through the page by its landmarks meets them
 * too; while it is empty it is none (base.css).
 */
export const overlays = document.createElement('div')
overlays.dataset.overlays = ''
overlays.setAttribute('role', 'region')
overlays.setAttribute('aria-label', 'Menus and messages')
document.body.append(overlays)
