package dev.gapless.sandbox.faults;

/** What a fault makes a listing say, in place of what there is. */
public sealed interface ListingFault {

    /** That what was asked for is not there any more: 410. */
    record Gone(String code, String detail) implements ListingFault {}

    /** That there is nothing, and that this is all. */
    record Empty() implements ListingFault {}
}
