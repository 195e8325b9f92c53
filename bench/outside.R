# What R is asked by bench/outside.py, on a file of one sketch a line (WKB in hexadecimal): the same
# work as plain shapely; prints processor seconds, then the area of each level.
suppressMessages(library(sf))
lines <- readLines(commandArgs(trailingOnly = TRUE)[1])
sketches <- st_as_sfc(structure(as.list(lines), class = "WKB"), crs = 2154)

start <- proc.time()
noded <- st_union(st_boundary(sketches))
faces <- st_collection_extract(st_polygonize(noded), "POLYGON")
covered <- st_contains(sketches, st_point_on_surface(faces))
voices <- tabulate(unlist(covered), length(faces))
area <- as.numeric(st_area(faces))
level <- tapply(area, voices, sum)
zones <- lapply(c(1 / 2, 2 / 3, 1), function(share) st_union(faces[voices >= share * length(sketches)]))
spent <- proc.time() - start

cat(spent[["user.self"]] + spent[["sys.self"]], "\n")
cat(paste(names(level), format(level, digits = 17, trim = TRUE), sep = "|"), sep = "\n")
