// Apart, so that a Node too old for `import()` never parses it.
'use strict'
module.exports = function (url) {
  return import(url)
}
