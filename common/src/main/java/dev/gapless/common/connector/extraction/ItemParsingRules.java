package dev.gapless.common.connector.extraction;

/**
 * How a stream's items are read.
 *
 * @param firstVersion the version of an item that was never edited
 * @param neverChanges true when items are created only
 * @param hash what of an item is its content
 */
public record ItemParsingRules(
        NumberForm positionForm, NumberForm versionForm, long firstVersion, boolean neverChanges, HashRules hash) {}
