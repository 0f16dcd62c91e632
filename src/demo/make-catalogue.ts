type Product = {
  readonly id: string
  readonly name: string
  readonly listPriceCents: number
  readonly discountRatio: number
  readonly stock: readonly { readonly warehouse: string; readonly count: number }[]
}

const MATERIALS = ['linen', 'oak', 'steel', 'wool', 'glass', 'cork', 'copper', 'paper']
const COLOURS = ['black', 'white', 'green', 'amber', 'navy', 'rose']
const THINGS = ['lamp', 'chair', 'kettle', 'blanket', 'shelf', 'mug', 'basket', 'clock', 'frame']
const WAREHOUSES = ['north', 'south', 'harbour', 'airport']

/** What the demo's service sells: the same products every time. */
export function makeCatalogue(count: number): { readonly products: readonly Product[] } {
  return { products: Array.from({ length: count }, (_unused, index) => makeProduct(index)) }
}

function makeProduct(index: number): Product {
  const words = [COLOURS, MATERIALS, THINGS].map((list) => list[index % list.length])
  return {
    id: `p-${index + 1}`,
    name: `${words.join(' ')} ${index + 1}`,
    listPriceCents: 990 + ((index * 370) % 24_000),
    discountRatio: (index % 5) / 20,
    stock: WAREHOUSES.map((warehouse, place) => ({
      warehouse,
      count: (index * 7 + place * 3) % 90,
    })),
  }
}
