"""Pages of duties: the map, the journal of outages, the plan of introducing ЭО and ДОТ."""
