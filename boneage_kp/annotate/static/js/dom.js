/** Making elements: text is always set as text, never as markup. */

/** @param {string} id @returns {any} */
export const byId = id => document.getElementById(id);

/**
 * @param {string} name
 * @param {Record<string, any>} [properties] className, textContent, …; `data` and `aria` are objects
 * @param {...(Node|string)} inner
 * @returns {any}
 */
export function make(name, properties = {}, ...inner) {
  const element = document.createElement(name), { data, aria, ...rest } = properties;
  Object.assign(element, rest);
  Object.assign(element.dataset, data ?? {});
  for (const [key, value] of Object.entries(aria ?? {})) element.setAttribute(`aria-${key}`, value);
  element.append(...inner);
  return element;
}

/** A text into the element of this id, only when it is another one. */
export function write(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}
