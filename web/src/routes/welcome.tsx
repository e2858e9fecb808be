import { createFileRoute } from '@tanstack/react-router'
import { WelcomePage } from '@/features/access/welcome-page'

export const Route = createFileRoute('/welcome')({ component: WelcomePage })
