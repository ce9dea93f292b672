package dev.gapless.connector.extraction;

import dev.gapless.connector.expression.MessageCondition;
import org.jspecify.annotations.Nullable;

/**
 * How a stream's items are read.
 *
 * @param firstVersion the version of an item that was never edited; null where that is the item's position
 * @param versionOptional true where such an item has no version
 * @param neverChanges true when items are not edited
 * @param hash what of an item is its content
 * @param deletedWhen says of an item that it is gone; null when the source's items do not say it so
 */
public record ItemParsingRules(
        NumberForm positionForm,
        NumberForm versionForm,
        @Nullable Long firstVersion,
        boolean versionOptional,
        boolean neverChanges,
        HashRules hash,
        @Nullable MessageCondition deletedWhen) {

    /** Of a source whose items do not say by a condition that they are gone. */
    public ItemParsingRules(
            NumberForm positionForm, NumberForm versionForm, long firstVersion, boolean neverChanges, HashRules hash) {
        this(positionForm, versionForm, firstVersion, false, neverChanges, hash, null);
    }

    /** The version of an item at that position that was never edited. */
    long firstVersionAt(long position) {
        return firstVersion == null ? position : firstVersion;
    }

    /** The first version of an item is its position. */
    boolean beginsAtPosition() {
        return firstVersion == null;
    }

    /** A writer may date an item ahead of the source's clock. Its deletion must not be older than its creation. */
    long notBeforeFirst(long version, long position) {
        return beginsAtPosition() ? Math.max(version, position) : version;
    }

    /** True where a version above the first one is that of an item that was created again. */
    boolean createdOnly() {
        return neverChanges && beginsAtPosition();
    }
}
