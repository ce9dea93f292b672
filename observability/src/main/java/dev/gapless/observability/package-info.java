/**
 * The metric catalogue, and what is written from it: recording rules, alerts and their tests, dashboards, and the pages
 * on metrics and runbooks.
 */
@NullMarked
package dev.gapless.observability;

import org.jspecify.annotations.NullMarked;
