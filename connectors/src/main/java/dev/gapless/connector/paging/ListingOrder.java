package dev.gapless.connector.paging;

/** In which order a listing shows positions. */
public enum ListingOrder {
    NEWEST_FIRST,
    OLDEST_FIRST
}
