import { readFileSync } from 'node:fs'

/** The products of a file, by id and by the words of their names; lookups go through a small cache. */
export function loadCatalogue(file, cacheEntries) {
  const { products } = JSON.parse(readFileSync(file, 'utf8'))
  const byId = new Map(products.map((product) => [product.id, product]))
  const byWord = indexWords(products)
  const recent = new Map()

  return {
    find(id) {
      const product = recent.get(id) ?? byId.get(id) ?? null
      if (product !== null) remember(recent, id, product, cacheEntries)
      return product
    },
    search(word) {
      return byWord.get(String(word).toLowerCase()) ?? []
    },
    /** Puts the price of the day on each product; returns how many prices there are. */
    refreshPrices() {
      for (const product of products) {
        product.priceCents = Math.round(product.listPriceCents * (1 - product.discountRatio))
      }
      return products.length
    },
  }
}

function indexWords(products) {
  const byWord = new Map()
  for (const product of products) {
    for (const word of product.name.toLowerCase().split(' ')) {
      const found = byWord.get(word)
      if (found === undefined) byWord.set(word, [product])
      else found.push(product)
    }
  }
  return byWord
}

/** A Map keeps the order of insertion: its first key is the one used longest ago. */
function remember(recent, id, product, limit) {
  recent.delete(id)
  recent.set(id, product)
  if (recent.size > limit) recent.delete(recent.keys().next().value)
}
