/**
 * The logs of a contract on an Ethereum-like chain: position is the block, an item is a block's hash with the log's
 * index. Blocks can be taken back, so everything read carries the generation of the history it was read from.
 */
@NullMarked
package dev.gapless.connector.evm;

import org.jspecify.annotations.NullMarked;
