package dev.gapless.common.connector.extraction;

import dev.gapless.common.message.Operation;

/**
 * One type of event of the live door.
 *
 * @param item reads the item out of the whole frame
 */
public record EventShape(String stream, Operation operation, ItemReader item) {}
