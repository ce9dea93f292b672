package dev.gapless.connector.extraction;

import dev.gapless.connector.ExtractionResult;

/**
 * Why bytes could not be read.
 *
 * @param rule short name of the rule they break, for counting
 * @param detail where and what kind of value, as in {@code /id: a number}; never what the value says
 * @param remedy what an operator can do about it
 */
public record ParseError(String rule, String detail, String remedy) {

    ExtractionResult.Unreadable asExtraction() {
        return new ExtractionResult.Unreadable(rule, detail, remedy);
    }
}
