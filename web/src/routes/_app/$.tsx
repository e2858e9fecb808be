import { createFileRoute } from '@tanstack/react-router'
import { NotFoundPage } from '@/ui/not-found-page'

/** Any other address, within the frame. */
export const Route = createFileRoute('/_app/$')({ component: NotFoundPage })
