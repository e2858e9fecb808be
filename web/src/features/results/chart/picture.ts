import { chartOption, type Drawn } from './chart-option'

export type PictureFormat = 'png' | 'svg'

const size = { width: 1200, height: 675 }

/** The chart as a picture of its own, whatever the size of the screen. */
export async function picture(drawn: Omit<Drawn, 'width'>, format: PictureFormat): Promise<Blob> {
  const { init } = await import('./echarts-parts')
  const option = chartOption({ ...drawn, width: size.width })
  if (format === 'svg') {
    const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
    chart.setOption(option)
    const text = chart.renderToSVGString()
    chart.dispose()
    return new Blob([text], { type: 'image/svg+xml' })
  }
  const chart = init(document.createElement('div'), null, { renderer: 'canvas', ...size })
  try {
    chart.setOption(option)
    const canvas = chart.renderToCanvas({ pixelRatio: 2 })
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture.'))),
        'image/png',
      ),
    )
  } finally {
    chart.dispose()
  }
}

/** A name for a file that any system takes. */
export function pictureName(title: string, format: PictureFormat): string {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '')
  return `${plain.slice(0, 80) || 'chart'}.${format}`
}
