// What every page may use. Each part does nothing where its element is absent.
import {
  Button,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "../vendor/govuk-frontend.min.js";
import { showParts } from "./parts.js";
import { workOutPercentages } from "./percentage.js";
import { watchPending } from "./poll.js";

for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}
showParts(document);
watchPending(document);
workOutPercentages(document);
