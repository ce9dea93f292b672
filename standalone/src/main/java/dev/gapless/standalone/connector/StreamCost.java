package dev.gapless.standalone.connector;

/**
 * What following one stream of one account would cost, estimated from one page.
 *
 * @param live true when the live connection carries it
 * @param itemsPerDay as dense as the page is; 0 where it does not tell
 * @param items of the history that a new account would be mined for
 * @param calls for that history
 * @param hours for those calls at the manifest's rate, alone
 * @param pollsPerDay calls a day to look for news; of a live stream only while its connection is away or confirms
 *     nothing
 * @param reconcilesPerDay calls a day to compare what is held with what is listed, without reads of single items
 * @param quota what polls and reconciliation use of the declared rate, in percent
 * @param basis what the estimate rests on
 */
public record StreamCost(
        String stream,
        boolean live,
        long itemsPerDay,
        long items,
        long calls,
        double hours,
        long pollsPerDay,
        long reconcilesPerDay,
        double quota,
        String basis) {}
